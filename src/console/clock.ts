/** The operator's own clock, for what is asked from now on or until now. What happened has its instant from the server. */
export const nowMs = (): number => Date.now();
