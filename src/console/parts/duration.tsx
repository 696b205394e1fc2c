/** How long something took, in the two largest units. */
import { texts, useTexts } from '../language.tsx';

const UNITS = texts(
  {
    seconds: (seconds: number) => `${seconds} 秒`,
    minutes: (minutes: number, seconds: number) => `${minutes} 分 ${seconds} 秒`,
    hours: (hours: number, minutes: number) => `${hours} 时 ${minutes} 分`,
    days: (days: number, hours: number) => `${days} 天 ${hours} 时`,
  },
  {
    seconds: (seconds: number) => `${seconds} s`,
    minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
    hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
    days: (days: number, hours: number) => `${days} d ${hours} h`,
  },
);

export const useSecondsText = (): ((seconds: number) => string) => {
  const say = useTexts(UNITS);
  return (exact) => {
    const seconds = Math.round(exact * 10) / 10;
    if (seconds < 60) return say.seconds(seconds);
    const whole = Math.round(exact);
    if (whole < 3_600) return say.minutes(Math.floor(whole / 60), whole % 60);
    if (whole < 86_400) return say.hours(Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60));
    return say.days(Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3_600));
  };
};

/** Null: not over. */
export const Seconds = ({ of }: { readonly of: number | null }) => {
  const text = useSecondsText();
  return of === null ? '—' : <span className="figures">{text(of)}</span>;
};

/** Between two instants; nothing where it is not over. */
export const Duration = ({ from, to }: { readonly from: string; readonly to: string | null }) => (
  <Seconds of={to === null ? null : (Date.parse(to) - Date.parse(from)) / 1_000} />
);
