/** Writes the types of each contract in `openapi/` beside the code that is checked against them; with `--check` it only says whether they are fresh. */
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { writeOrCheck } from './generated-file.ts';

const TYPES_OF = {
  'openapi/huzheng.yaml': 'src/api/contract.ts',
  'openapi/upstream/aid-system.yaml': 'connectors/aid-system/upstream.ts',
  'openapi/upstream/civil-affairs.yaml': 'connectors/civil-affairs/upstream.ts',
  'openapi/upstream/medical-insurance.yaml': 'connectors/medical-insurance/upstream.ts',
  'openapi/upstream/social-security.yaml': 'connectors/social-security/upstream.ts',
};

for (const [contract, target] of Object.entries(TYPES_OF)) {
  const declarations = await openapiTS(new URL(`../${contract}`, import.meta.url), { silent: true });
  await writeOrCheck(new URL(`../${target}`, import.meta.url), `${COMMENT_HEADER}${astToString(declarations)}`);
}
