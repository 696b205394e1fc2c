/** Where nobody watches: what a machine lacks fails there, instead of being skipped. */
export const IN_CI = process.env['CI'] === 'true';
