/** Who is signed in, inside the frame, where somebody always is. */
import { createContext, useContext } from 'react';
import type { Role, Session } from '../api/queries.ts';

export const SessionContext = createContext<Session | null>(null);

export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new TypeError('asked who is signed in, outside the frame');
  return session;
};

/** Whether the operator has one of these roles: what they may not do is not offered. */
export const useHasRole = (...roles: readonly Role[]): boolean => {
  const { roles: own } = useSession();
  return roles.some((role) => own.includes(role));
};
