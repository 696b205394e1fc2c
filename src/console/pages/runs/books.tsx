/** The books of a night as an account: what came stands on the left, what became of it on the right, and both sides add up. */
import { CheckCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Count } from '../../parts/count.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { READING_STATES, READING_TONES, READINGS } from '../../words/runs.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { RUN } from './words.ts';

type Line = Schemas['BookLine'];

/** Where a fetched row ends, in the order of the account. */
const CREDITS = ['accepted', 'unchanged', 'offRoster', 'withheld', 'quarantined', 'duplicate'] as const;
const creditOf = (line: Line): number => CREDITS.reduce((sum, column) => sum + line[column], 0);

export const Books = ({ books, isOpen }: { readonly books: readonly Line[]; readonly isOpen: boolean }) => {
  const say = useTexts(RUN);
  if (books.length === 0) return <p>{say.noBooks}</p>;
  return (
    <Sheet name={say.books}>
      <table className="account-book">
        <caption className="unseen">{say.books}</caption>
        <Head />
        <tbody>
          {books.map((line) => (
            <BookRow key={`${line.dataset}/${line.reading}`} line={line} isOpen={isOpen} />
          ))}
        </tbody>
        <Totals books={books} />
      </table>
    </Sheet>
  );
};

const Head = () => {
  const say = useTexts(RUN);
  return (
    <thead>
      <tr>
        <th className="says" scope="col" rowSpan={2}>
          {say.dataset}
        </th>
        <th className="says" scope="col" rowSpan={2}>
          {say.reading}
        </th>
        <th scope="colgroup">{say.debit}</th>
        <th className="credit over" scope="colgroup" colSpan={CREDITS.length + 1}>
          {say.credit}
        </th>
        <th className="says credit" scope="col" rowSpan={2}>
          {say.balance}
        </th>
      </tr>
      <tr>
        <th scope="col">{say.fetched}</th>
        {CREDITS.map((column, index) => (
          <th key={column} scope="col" className={index === 0 ? 'credit' : undefined}>
            {say[column]}
          </th>
        ))}
        <th scope="col">{say.sum}</th>
      </tr>
    </thead>
  );
};

const BookRow = ({ line, isOpen }: { readonly line: Line; readonly isOpen: boolean }) => {
  const term = useTerm();
  return (
    <tr>
      <th className="says" scope="row">
        {term(SOURCES, line.source)} · {term(DATASETS, line.dataset)}
      </th>
      <td className="says">
        {term(READINGS, line.reading)} <StatusTag code={line.state} terms={READING_STATES} tones={READING_TONES} />
      </td>
      <td>
        <Count of={line.fetched} />
      </td>
      {CREDITS.map((column, index) => (
        <td key={column} className={index === 0 ? 'credit' : undefined}>
          <Count of={line[column]} />
        </td>
      ))}
      <td>
        <Count of={creditOf(line)} />
      </td>
      <td className="says credit">
        <BalanceMark isBalanced={line.balanced} isOpen={isOpen && line.state === 'open'} />
      </td>
    </tr>
  );
};

const Totals = ({ books }: { readonly books: readonly Line[] }) => {
  const say = useTexts(RUN);
  const sumOf = (column: 'fetched' | (typeof CREDITS)[number]): number => books.reduce((sum, line) => sum + line[column], 0);
  return (
    <tfoot>
      <tr>
        <th className="says" scope="row" colSpan={2}>
          {say.total}
        </th>
        <td>
          <Count of={sumOf('fetched')} />
        </td>
        {CREDITS.map((column, index) => (
          <td key={column} className={index === 0 ? 'credit' : undefined}>
            <Count of={sumOf(column)} />
          </td>
        ))}
        <td>
          <Count of={books.reduce((sum, line) => sum + creditOf(line), 0)} />
        </td>
        <td className="says credit">
          <BalanceMark isBalanced={books.every(({ balanced }) => balanced)} isOpen={books.some(({ state }) => state === 'open')} />
        </td>
      </tr>
    </tfoot>
  );
};

/** While a reading is open its columns move one after the other: that is no imbalance. */
const BalanceMark = ({ isBalanced, isOpen }: { readonly isBalanced: boolean; readonly isOpen: boolean }) => {
  const say = useTexts(RUN);
  if (isOpen) return say.stillOpen;
  return isBalanced ? (
    <span className="good">
      <CheckCircleOutlined aria-hidden /> {say.balanced}
    </span>
  ) : (
    <span className="bad">
      <ExclamationCircleOutlined aria-hidden /> {say.unbalanced}
    </span>
  );
};
