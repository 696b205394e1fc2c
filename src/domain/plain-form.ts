/** One way of writing where there are several: full-width digits, letters and signs as plain ones (Unicode NFKC). */
export const plainForm = (text: string): string => (ASCII.test(text) ? text : text.normalize('NFKC'));

/** Most of what arrives is plain already, and is not looked into further. */
const ASCII = /^[\0-\x7f]*$/;
