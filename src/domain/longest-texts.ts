/* Generated from schemas/applications by `npm run generate`. Edit the schemas, not this file. */
import type { Programme } from './application.ts';

const PERSON = { '/person/name': 100, '/person/mobile': 40, '/person/district': 40 } as const;
const WORK = { '/work/employerName': 200, '/work/employerUscc': 18 } as const;
const MEDICAL_INSURANCE = { '/medicalInsurance/place': 12 } as const;
const AID_FILE = { '/aidFile/fileNo': 64 } as const;

/** The longest text that a form has room for, where a source supplies it: by its place in the form, entries of a list alike. */
export const LONGEST_TEXTS: Readonly<Record<Programme, Readonly<Record<string, number>>>> = {
  'living-aid': { ...PERSON, ...WORK, ...MEDICAL_INSURANCE },
  'medical-aid': { ...PERSON, ...WORK, ...MEDICAL_INSURANCE, ...AID_FILE, '/medical/diseases/name': 300 },
  'education-aid': { ...PERSON, ...WORK, ...MEDICAL_INSURANCE, ...AID_FILE },
  'mutual-aid-claim': { ...PERSON, '/policy/policyNo': 64, '/stay/settlementNo': 400, '/stay/hospital': 200, '/stay/hospitalLevel': 8, '/stay/diagnosis': 300 },
  'exclusive-protection': { ...PERSON, '/occupation/platformName': 200, '/occupation/platformUscc': 18 },
};
