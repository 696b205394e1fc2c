/**
 * What the free-text category JZLB means (`interfaces.md` §1, 国办发〔2023〕39号): civil affairs has no words of its own. A label without meaning is *unknown*,
 * never a guess.
 */
import { labelReader } from '../../src/domain/assistance-labels.ts';

export const categoryOf = labelReader({});
