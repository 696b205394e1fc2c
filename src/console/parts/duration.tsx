/** How long something took, in the two largest units. */
import { texts, useTexts } from '../language.tsx';

const UNITS = texts(
  {
    seconds: (seconds: number) => `${seconds} 秒`,
    minutes: (minutes: number, seconds: number) => `${minutes} 分 ${seconds} 秒`,
    hours: (hours: number, minutes: number) => `${hours} 时 ${minutes} 分`,
  },
  {
    seconds: (seconds: number) => `${seconds} s`,
    minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
    hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  },
);

export const useSecondsText = (): ((seconds: number) => string) => {
  const say = useTexts(UNITS);
  return (exact) => {
    const seconds = Math.round(exact * 10) / 10;
    if (seconds < 60) return say.seconds(seconds);
    const whole = Math.round(exact);
    if (whole < 3_600) return say.minutes(Math.floor(whole / 60), whole % 60);
    return say.hours(Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60));
  };
};

/** Between two instants; nothing where it is not over. */
export const Duration = ({ from, to }: { readonly from: string; readonly to: string | null }) => {
  const text = useSecondsText();
  return to === null ? '—' : <span className="figures">{text((Date.parse(to) - Date.parse(from)) / 1_000)}</span>;
};
