/** Whether somebody may be signed in here: the cookie itself is hidden from the page, and asking in vain is an error in the browser's log. */

const KEPT_AS = 'huzheng.signed-in';
const RETURNING = 'huzheng.return';

export const rememberSignedIn = (isSignedIn: boolean): void => {
  try {
    if (isSignedIn) localStorage.setItem(KEPT_AS, 'yes');
    else localStorage.removeItem(KEPT_AS);
  } catch {
    // A browser that keeps nothing is asked each time.
  }
};

/** Also whoever comes back from the identity provider. */
export const mayBeSignedIn = (): boolean => {
  try {
    return localStorage.getItem(KEPT_AS) !== null || sessionStorage.getItem(RETURNING) !== null;
  } catch {
    return true;
  }
};

/** Before the browser leaves for the identity provider, which brings it back to the start. */
export const keepReturn = (path: string): void => sessionStorage.setItem(RETURNING, path);

/** Where somebody was going when they had to sign in. */
export const takeReturn = (): string | null => {
  const path = ownPath(sessionStorage.getItem(RETURNING));
  sessionStorage.removeItem(RETURNING);
  return path;
};

/** Only a path of our own: no address can be slipped in. */
export const ownPath = (path: string | null): string | null => (path !== null && /^\/(?![/\\])/.test(path) ? path : null);
