/** A process that records without end, and says on a line of its own whatever was answered. Run as `node ledger-scribe.ts DATABASE_URL NAME`. */
import { openPool } from '../../src/storage/database.ts';
import { draftAbout, ledgerKeys, scribeOn } from './ledgers.ts';

const AT_ONCE = 8;

const [, , url = '', name = ''] = process.argv;
const { ledger } = scribeOn(openPool({ connectionString: url }, 4), ledgerKeys());

const recordForEver = async (desk: number): Promise<void> => {
  for (let number = 0; ; number++) {
    const person = `${name}-${desk}-${number}`;
    await ledger.record({ ...draftAbout(person), particulars: { person } });
    process.stdout.write(`${person}\n`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, (_, desk) => recordForEver(desk)));
