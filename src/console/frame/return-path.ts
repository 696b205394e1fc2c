/** Where somebody was going when they had to sign in. Only paths of our own: an address cannot be slipped in. */

const KEPT_AS = 'huzheng.return';

export const ownPath = (path: string | null): string | null => (path !== null && /^\/(?![/\\])/.test(path) ? path : null);

/** Before the browser leaves for the identity provider, which brings it back to the start. */
export const keepReturn = (path: string): void => sessionStorage.setItem(KEPT_AS, path);

export const takeReturn = (): string | null => {
  const path = ownPath(sessionStorage.getItem(KEPT_AS));
  sessionStorage.removeItem(KEPT_AS);
  return path;
};
