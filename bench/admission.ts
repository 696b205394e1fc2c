/** What a page of contributions costs from text to decision, beside its floor: parsing the same text as JSON. Storage is not in it. */
import { createHmac, createSecretKey } from 'node:crypto';
import { socialSecurityRows } from '../connectors/social-security/normalise.ts';
import { type IdNumber, parseIdNumber } from '../src/domain/id-number.ts';
import { admit, type DraftRow, type RosterEntry } from '../src/pipeline/2-normalise/admit.ts';
import { canonicalJson } from '../src/pipeline/2-normalise/canonical-json.ts';
import type { Figures } from './run.ts';
