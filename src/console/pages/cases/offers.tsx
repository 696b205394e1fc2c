/** What is offered for a case, what a person is asked to check before, and the applications made for it. */

import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useBilingual, useListing, useTerm, useTexts } from '../../language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { APPLICATION_STATES, APPLICATION_TONES, PROGRAMMES } from '../../words/cases.ts';
import { CASE } from './words.ts';

interface Part {
  readonly detail: Schemas['CaseDetail'];
}

export const Offers = ({ detail }: Part) => {
  const say = useTexts(CASE);
  const inLanguage = useBilingual();
  return (
    <>
      {detail.checks.length > 0 && (
        <Panel title={say.checks}>
          <ul className="lines">
            {detail.checks.map(({ code, text }) => (
              <li key={code}>{inLanguage(text)}</li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={say.offers}>
        {detail.offers.length === 0 ? (
          <p>{say.noOffers}</p>
        ) : (
          <ul className="lines">
            {detail.offers.map((offer) => (
              <Offer key={offer.programme} offer={offer} />
            ))}
          </ul>
        )}
      </Panel>
      <Applications detail={detail} />
    </>
  );
};

const Offer = ({ offer: { programme, rules, held, overlaps } }: { readonly offer: Schemas['CaseOffer'] }) => {
  const say = useTexts(CASE);
  const term = useTerm();
  const inLanguage = useBilingual();
  const listing = useListing();
  return (
    <li>
      <strong>{term(PROGRAMMES, programme)}</strong>{' '}
      {rules.map((rule) => (
        <code key={rule}>{rule} </code>
      ))}
      {held.map(({ code, text }) => (
        <div key={code}>
          {say.held}: {inLanguage(text)}
        </div>
      ))}
      {overlaps.length > 0 && <div>{say.overlaps(listing(overlaps.map((other) => term(PROGRAMMES, other))))}</div>}
    </li>
  );
};

/** Who may not see applications sees that there are some. */
const Applications = ({ detail: { applications } }: Part) => {
  const say = useTexts(CASE);
  const term = useTerm();
  const maySee = useHasRole('viewer', 'operator');
  return (
    <Panel title={say.applications}>
      {applications.length === 0 ? (
        <p>{say.noApplications}</p>
      ) : (
        <ul className="lines">
          {applications.map(({ applicationId, programme, state }) => (
            <li key={applicationId}>
              {maySee ? <Link to={`/applications/${applicationId}`}>{term(PROGRAMMES, programme)}</Link> : term(PROGRAMMES, programme)}{' '}
              <StatusTag code={state} terms={APPLICATION_STATES} tones={APPLICATION_TONES} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
};
