/** In which order, and at which moments, a feed tells of everybody: spread evenly over a stretch of time. */
import { DAY_SECONDS, type Day, type Second } from '../../../src/sandbox/shanghai-time.ts';
import { drawOf } from './chance.ts';
import { ASK, type City, type News, newsOf } from './city.ts';

/** Everybody once, evenly over these days in office hours or not; times never go back. */
export function* everybody({ people, step }: City, { from, to }: { readonly from: Day; readonly to: Day }): Generator<[number, Second]> {
  const [first, seconds] = [from * DAY_SECONDS, (to - from) * DAY_SECONDS];
  let person = 0;
  for (let place = 0; place < people; place += 1) {
    yield [person, first + Math.floor((place / people) * seconds)];
    person += step;
    if (person >= people) person -= people;
  }
}

/** The day of a night, counted from 1. */
export const dayOfNight = ({ firstNight }: City, night: number): Day => firstNight + night - 1;

/** Of whom a night brings news of one of these kinds, from eight in the morning to eight in the evening. */
export function* changedOn(city: City, night: number, kinds: readonly News[]): Generator<[number, Second]> {
  const opens = dayOfNight(city, night) * DAY_SECONDS + 8 * 3600;
  for (const [person, at] of everybody(city, { from: 0, to: 1 })) {
    const news = newsOf(city, person, night);
    if (news !== null && kinds.includes(news)) yield [person, opens + Math.floor(at / 2)];
  }
}

/** A moment of the night's day at which something happened to the person. */
export const momentOn = (city: City, person: number, night: number): Second =>
  dayOfNight(city, night) * DAY_SECONDS + 8 * 3600 + Math.floor(drawOf(person, ASK.hour + night) * 10 * 3600);
