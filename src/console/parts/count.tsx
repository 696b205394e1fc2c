/** A number of things, in figures that stand under each other. */
const FIGURES = new Intl.NumberFormat('en');

export const countText = (count: number): string => FIGURES.format(count);

export const Count = ({ of }: { readonly of: number }) => <span className="figures">{countText(of)}</span>;
