/** A state as a tag: the colour only underlines what the word says. */
import { Tag } from 'antd';
import { type Terms, useTerm } from '../language.tsx';

export type Tone = 'good' | 'bad' | 'warning' | 'busy' | 'quiet';
const COLOURS = { good: 'success', bad: 'error', warning: 'warning', busy: 'processing', quiet: 'default' } as const;

interface StatusTagProps {
  readonly code: string;
  readonly terms: Terms;
  readonly tones: Readonly<Record<string, Tone>>;
}

export const StatusTag = ({ code, terms, tones }: StatusTagProps) => {
  const term = useTerm();
  return <Tag color={COLOURS[tones[code] ?? 'quiet']}>{term(terms, code)}</Tag>;
};
