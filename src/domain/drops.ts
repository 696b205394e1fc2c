/** By what a drop 骤减 is known where it is told of: what failed of it failed with one of these codes. */

/** Beyond the share that may end in a night: a person has to say whether it is true. */
export const TOO_MANY_ENDED = 'too-many-ended';
/** Nothing, where there was much: not believed until it was asked again. */
export const SUSPICIOUSLY_EMPTY = 'suspiciously-empty';

export const CODES_OF_DROPS: readonly string[] = [TOO_MANY_ENDED, SUSPICIOUSLY_EMPTY];
