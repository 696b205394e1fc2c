/** Which code judges: a night after an upgrade looks at everybody, whether or not anybody thought that it had to. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Everything between a row and a form; what only shows or moves it is not among them. */
const FOLDERS = ['../connectors', '../schemas', './domain', './pipeline', './storage', './upstream'].map((folder) =>
  fileURLToPath(new URL(`${folder}/`, import.meta.url)),
);

/** Of packages their versions: what evaluates a cell of a rule set, or compares two names, is somebody else's code. */
const PACKAGES = fileURLToPath(new URL('../package.json', import.meta.url));

/** SHA-256 in hex, over names and contents. */
export const digestOfOwnCode = async (): Promise<string> => {
  const { dependencies } = JSON.parse(await readFile(PACKAGES, 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
  const hash = createHash('sha256').update(JSON.stringify(dependencies));
  for (const folder of FOLDERS) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
      .map(({ parentPath, name }) => `${parentPath}/${name}`);
    for (const path of files.toSorted()) hash.update(path.slice(folder.length)).update(await readFile(path));
  }
  return hash.digest('hex');
};
