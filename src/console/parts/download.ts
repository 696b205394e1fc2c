/** Saves an answer as a file, under the name that the API gives it. */

/** As long as a slow browser may take to begin. */
const KEPT_MS = 60_000;

const FILE_NAME = /filename="([^"]+)"/;

/** Answers the name. `file`: what was read as a blob, which the contract calls text. */
export const saveFile = (file: unknown, { headers }: Response): string => {
  if (!(file instanceof Blob)) throw new TypeError('an answer that is no file');
  const name = FILE_NAME.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'huzheng';
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
  return name;
};
