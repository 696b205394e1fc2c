/**
 * What surrounds every question (`domain.md` §1.1): one envelope, the fields and lengths of the national interface. Built anew for every
 * attempt, since `msgid` and `inf_time` are those of the attempt.
 */
import { instantOf, wallTime } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import type { Subject } from '../../src/upstream/connector.ts';
import { shortened } from '../../src/upstream/wire.ts';
import type { components } from './upstream.ts';

type Schemas = components['schemas'];

/** What each transaction takes. */
interface Inputs {
  '9001': Schemas['SignInInput'];
  '1901': Schemas['DictionaryInput'];
  '1101': Schemas['PersonInput'];
  '1101B': Schemas['PersonsInput'];
  '5203B': Schemas['SettlementsInput'];
  '5301B': Schemas['RegistrationsInput'];
}
export type Infno = keyof Inputs;

/** `place`: required with a `psn_no_list`, so one such question holds persons of one place (`interfaces.md` §2). */
export type Question = { [I in Infno]: { readonly infno: I; readonly input: Inputs[I]; readonly place?: string } }[Infno];

export type Envelope = Schemas['RequestEnvelope'] & { readonly input: Inputs[Infno] };

/** Who asks: the settings that every envelope carries. */
export interface Asker {
  readonly fixmedinsCode: string;
  readonly fixmedinsName: string;
  readonly admdvs: string;
  readonly recerSysCode: string;
  readonly opterNo: string;
  readonly opterName: string;
}

interface Sending {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly messageId: string;
  /** From 9001 of the day; empty in 9001 itself. */
  readonly signNo: string;
}

/** Most characters of each field (`domain.md` §1.1; of `fixmedins_name` the longer of two statements). */
export const LENGTHS: Readonly<
  Record<Exclude<keyof Schemas['RequestEnvelope'], 'dev_no' | 'dev_safe_info' | 'cainfo' | 'signtype'>, number>
> = {
  infno: 6,
  msgid: 30,
  mdtrtarea_admvs: 6,
  insuplc_admdvs: 6,
  recer_sys_code: 10,
  infver: 6,
  opter_type: 3,
  opter: 30,
  opter_name: 50,
  inf_time: 19,
  fixmedins_code: 12,
  fixmedins_name: 200,
  sign_no: 30,
};
const INPUT_LENGTH = 40_000;

/** Throws `invalid` where a field would not fit: cut off, it would name somebody else. */
export const envelopeOf = (asker: Asker, { infno, input, place = '' }: Question, { at, messageId, signNo }: Sending): Envelope =>
  fitting({
    infno,
    msgid: messageId,
    // Spelled without the second d, unlike its neighbour.
    mdtrtarea_admvs: asker.admdvs,
    insuplc_admdvs: place,
    recer_sys_code: asker.recerSysCode,
    dev_no: '',
    dev_safe_info: '',
    cainfo: '',
    signtype: '',
    infver: 'V1.0',
    opter_type: '1',
    opter: asker.opterNo,
    opter_name: asker.opterName,
    inf_time: wallTime(instantOf(at)),
    fixmedins_code: asker.fixmedinsCode,
    fixmedins_name: asker.fixmedinsName,
    sign_no: signNo,
    input,
  });

const fitting = (envelope: Envelope): Envelope => {
  const written = { ...envelope, input: JSON.stringify(envelope.input) };
  for (const [field, most] of Object.entries({ ...LENGTHS, input: INPUT_LENGTH }) as [keyof typeof LENGTHS | 'input', number][]) {
    const length = [...(written[field] ?? '')].length;
    if (length > most) throw tooLong(field, { length, most });
  }
  return envelope;
};

const tooLong = (field: string, { length, most }: { readonly length: number; readonly most: number }): Fault =>
  new Fault('invalid', {
    code: 'field-too-long',
    detail: `Medical insurance takes at most ${most} characters of ${field}, and this one has ${length}; where a MEDICAL_INSURANCE_ variable sets it, correct that.`,
  });

/** `psn_name` takes 50 characters; they do not check it. */
export const nameOf = ({ name }: Subject): string => shortened(name, 50);

const SEQUENCE = 10_000;

/**
 * `msgid`: institution (12), time (14), running number (4). The running number starts anywhere (`seed`: unguessable hex, a UUID), so
 * that several processes of one institution do not number alike in the same second.
 */
export const createMessageIds = (fixmedinsCode: string, seed: string): ((at: number) => string) => {
  let next = Number.parseInt(seed.replaceAll('-', '').slice(0, 8), 16) % SEQUENCE;
  return (at) => {
    const sequence = String(next).padStart(4, '0');
    next = (next + 1) % SEQUENCE;
    return fixmedinsCode + wallTime(instantOf(at)).replace(/\D/g, '') + sequence;
  };
};
