/** Causes of failures: as many lines as there are causes, each with what is to be done about it. */
import { useQuery } from '@tanstack/react-query';
import { Radio } from 'antd';
import { useSearchParams } from 'react-router';
import { useTexts } from '../../language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { CauseLine } from './cause-line.tsx';
import { causesQuery } from './causes-query.ts';
import { JOBS } from './words.ts';

/** In the address, beside the filters of the list. */
const SHOWN = 'causes';

export const Causes = () => {
  const say = useTexts(JOBS);
  const [address, setAddress] = useSearchParams();
  const which = address.get(SHOWN) === 'all' ? 'all' : 'open';
  const query = useQuery(causesQuery(which));
  const show = (state: string): void =>
    setAddress((before) => {
      const after = new URLSearchParams(before);
      if (state === 'all') after.set(SHOWN, state);
      else after.delete(SHOWN);
      return after;
    });
  return (
    <Panel title={say.causes} about={say.causesAbout}>
      <Radio.Group
        aria-label={say.whichCauses}
        optionType="button"
        size="small"
        value={which}
        onChange={({ target }) => show(target.value as string)}
        options={[
          { value: 'open', label: say.openCauses },
          { value: 'all', label: say.allCauses },
        ]}
      />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="calm">{say.noCauses}</div>
          ) : (
            <ul className="causes">
              {items.map((cause) => (
                <li key={cause.fingerprint}>
                  <CauseLine cause={cause} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
};
