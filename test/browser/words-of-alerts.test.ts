import { describe, expect, it } from 'vitest';
import { causeInChinese, datasetInChinese } from '../../src/alerts/in-chinese.ts';
import { FAULTS } from '../../src/console/words/faults.ts';
import { DATASETS } from '../../src/console/words/terms.ts';

describe('codes in an alert', () => {
  it('are said in the words of the console', () => {
    const said = { causes: Object.keys(FAULTS).map(causeInChinese), datasets: Object.keys(DATASETS).map(datasetInChinese) };
    expect(said).toEqual({
      causes: Object.values(FAULTS).map(({ zh }) => zh),
      datasets: Object.values(DATASETS).map(({ zh }) => zh),
    });
  });
});
