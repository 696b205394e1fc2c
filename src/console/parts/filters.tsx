/** What a list is narrowed by. Each is a labelled field; what is chosen goes into the address. */
import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { type Terms, useTerm, useTexts } from '../language.tsx';
import { holdsNumber } from './reason-rule.ts';
import { PARTS } from './words.ts';

interface FiltersProps {
  readonly isFiltered: boolean;
  readonly clear: () => void;
  readonly children: ReactNode;
}

export const Filters = ({ isFiltered, clear, children }: FiltersProps) => {
  const say = useTexts(PARTS);
  return (
    <search className="filters" aria-label={say.filters}>
      {children}
      {isFiltered && <Button onClick={clear}>{say.resetFilters}</Button>}
    </search>
  );
};

interface FilterProps {
  readonly label: string;
  /** Empty: not narrowed. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

interface WordFilterProps extends FilterProps {
  readonly terms: Terms;
  /** What is listed where nothing is chosen; all, if left out. */
  readonly usual?: string;
  /** One of the words always holds. */
  readonly isRequired?: boolean;
}

/** One of a few words. */
export const WordFilter = ({ label, value, onChange, terms, usual, isRequired = false }: WordFilterProps) => {
  const say = useTexts(PARTS);
  const term = useTerm();
  const id = useId();
  const words = Object.keys(terms).map((code) => ({ value: code, label: term(terms, code) }));
  const options = isRequired ? words : [{ value: '', label: usual ?? say.all }, ...words];
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <Select id={id} value={value} options={options} onChange={onChange} popupMatchSelectWidth={false} className="filter-word" />
    </div>
  );
};

interface TextFilterProps extends FilterProps {
  /** What one should know before asking so. */
  readonly help?: string;
  /** What is typed are words, not an id: what could be somebody's number in them never comes into the address. */
  readonly isWords?: boolean;
}

/** Anything typed; it narrows when it is left or confirmed. */
export const TextFilter = ({ label, value, onChange, help, isWords = false }: TextFilterProps) => {
  const say = useTexts(PARTS);
  const id = useId();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const isRefused = isWords && holdsNumber(typed);
  const confirm = (): void => {
    if (!isRefused && typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={typed}
        allowClear
        className="filter-text"
        onChange={({ target }) => setTyped(target.value)}
        onClear={() => onChange('')}
        onBlur={confirm}
        onPressEnter={confirm}
        placeholder={help}
        {...(isRefused && { status: 'error' as const, 'aria-invalid': true, 'aria-describedby': `${id}-refused` })}
      />
      {isRefused && (
        <span id={`${id}-refused`} role="alert" className="bad refused">
          {say.searchNumber}
        </span>
      )}
    </div>
  );
};

const DAY = 'YYYY-MM-DD';

export const DayFilter = ({ label, value, onChange }: FilterProps) => {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <DatePicker id={id} value={value === '' ? null : dayjs(value)} onChange={(day) => onChange(day?.format(DAY) ?? '')} />
    </div>
  );
};

const MONTH = 'YYYY-MM';

export const MonthFilter = ({ label, value, onChange }: FilterProps) => {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <DatePicker
        id={id}
        picker="month"
        value={value === '' ? null : dayjs(value)}
        onChange={(month) => onChange(month?.format(MONTH) ?? '')}
      />
    </div>
  );
};
