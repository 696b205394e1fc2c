/** One way of writing where there are several: full-width digits, letters and signs as plain ones (Unicode NFKC). */
export const plainForm = (text: string): string => (ASCII.test(text) ? text : text.normalize('NFKC'));

/** A whole label, as labels are compared: full-width forms and spaces are only ways of writing. */
export const plainLabel = (label: string): string => plainForm(label).replace(/\s+/gu, '');

/** Most of what arrives is plain already, and is not looked into further. */
const ASCII = /^[\0-\x7f]*$/;
