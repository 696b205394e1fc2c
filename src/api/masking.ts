/** What is shown of a person to whoever has no need of the rest. What has not the form it should have is not shown at all (GB/T 35273 §7.2). */

export const WITHHELD = '***';

/** 张三丰 → 张*. How long a name is says something too. */
export const maskedName = (name: string): string => `${[...name.trim()][0] ?? ''}*`;

/** 440305198807040018 → 440305********0018. */
export const maskedIdNumber = (idNumber: string): string =>
  /^[0-9]{17}[0-9X]$/.test(idNumber) ? `${idNumber.slice(0, 6)}********${idNumber.slice(-4)}` : WITHHELD;

/** 13812341234 → 138****1234. */
export const maskedMobile = (mobile: string): string =>
  /^1[0-9]{10}$/.test(mobile) ? `${mobile.slice(0, 3)}****${mobile.slice(-4)}` : WITHHELD;
