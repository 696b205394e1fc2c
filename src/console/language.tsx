/**
 * Two languages and one switch. Every text stands in a table of its page, Chinese beside English, and the compiler demands that both have the same
 * lines. What was chosen is kept in the browser.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type Language = 'zh' | 'en';

type Line = string | ((...values: never[]) => string);
type SameLines<Table> = { readonly [Key in keyof Table]: Table[Key] extends string ? string : Table[Key] };
export type Texts<Table> = Readonly<Record<Language, SameLines<Table>>>;

/** The lines of a page in both languages. A line with values in it is a function. */
export const texts = <const Table extends Readonly<Record<string, Line>>>(zh: Table, en: NoInfer<SameLines<Table>>): Texts<Table> => ({
  zh: zh as SameLines<Table>,
  en,
});

const KEPT_AS = 'huzheng.language';
const TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

interface Chosen {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<Chosen>({ language: 'zh', choose: () => undefined });

/** A browser that keeps nothing (private, or forbidden) speaks Chinese each time. */
const kept = (): Language => {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
};

const keep = (language: Language): void => {
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // It is chosen for this page only.
  }
};

export const LanguageProvider = ({ children }: { readonly children: ReactNode }) => {
  const [language, setLanguage] = useState(kept);
  useEffect(() => {
    document.documentElement.lang = TAGS[language];
  }, [language]);
  const chosen = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        keep(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={chosen}>{children}</LanguageContext>;
};

export const useLanguage = (): Chosen => useContext(LanguageContext);

/** The lines of a table in the language that is chosen. */
export const useTexts = <Table,>(table: Texts<Table>): SameLines<Table> => table[useLanguage().language];

/** Of a text that the server has in both. */
export const useBilingual = (): ((text: { readonly zh: string; readonly en: string }) => string) => {
  const { language } = useLanguage();
  return (text) => text[language];
};

/** A code in the chosen language, as a table of terms has it; a code that the table does not know stands for itself. */
export const useTerm = (): ((terms: Terms, code: string) => string) => {
  const { language } = useLanguage();
  return (terms, code) => terms[code]?.[language] ?? code;
};

const BETWEEN: Readonly<Record<Language, string>> = { zh: '、', en: ', ' };

/** Several things in a row, as the chosen language separates them. */
export const useListing = (): ((things: readonly string[]) => string) => {
  const { language } = useLanguage();
  return (things) => things.join(BETWEEN[language]);
};

export type Terms = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
