import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completed, type Lock, missingFrom } from '../../scripts/complete-lock.ts';

const lockWith = (optional: Readonly<Record<string, string>>, others: Lock['packages'] = {}): Lock => ({
  packages: { '': {}, 'node_modules/tool': { version: '1.0.0', dev: true, optionalDependencies: optional }, ...others },
});

describe('the lock', () => {
  it('names every optional binary, so that `npm ci` accepts it on every platform', () => {
    const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock;
    expect(Object.keys(missingFrom(lock))).toEqual([]);
  });

  it('records no download address', () => {
    const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock;
    expect(Object.values(lock.packages).filter((entry) => 'resolved' in entry)).toEqual([]);
  });

  it.each([
    { name: '@tool/linux-x64-gnu', want: { cpu: ['x64'], libc: ['glibc'], os: ['linux'] } },
    { name: '@tool/binding-linux-arm-musleabihf', want: { cpu: ['arm'], libc: ['musl'], os: ['linux'] } },
    { name: '@tool/cli-darwin-arm64', want: { cpu: ['arm64'], os: ['darwin'] } },
    { name: 'tool-win32-x64-msvc', want: { cpu: ['x64'], os: ['win32'] } },
    { name: '@tool/wasm32-wasi', want: { cpu: ['wasm32'] } },
  ])('a missing $name is for the platform of its name alone', ({ name, want }) => {
    const missing = missingFrom(lockWith({ [name]: '1.0.0' }));
    expect(missing).toEqual({ [`node_modules/${name}`]: { version: '1.0.0', dev: true, optional: true, ...want } });
  });

  it('a missing package whose name states no platform is refused: nobody could know where it belongs', () => {
    expect(() => missingFrom(lockWith({ 'fast-parts': '2.0.0' }))).toThrow('states no platform');
  });

  it('what stands beside its asker, or beside a parent of it, is not missing', () => {
    const nested = { 'node_modules/tool/node_modules/inner': { optionalDependencies: { '@inner/linux-x64': '3.0.0' } } };
    const beside = { 'node_modules/tool/node_modules/@inner/linux-x64': { version: '3.0.0' } };
    expect(missingFrom(lockWith({}, { ...nested, ...beside }))).toEqual({});
    expect(Object.keys(missingFrom(lockWith({}, nested)))).toEqual(['node_modules/@inner/linux-x64']);
  });

  it('is completed once: a second time changes nothing, and addresses are gone', () => {
    const lock = lockWith(
      { '@tool/linux-x64': '1.0.0' },
      { 'node_modules/a': { version: '1.0.0', resolved: 'https://packages.example.org/a.tgz' } },
    );
    const once = completed(lock);
    expect(completed(once)).toEqual(once);
    expect(once.packages['node_modules/a']).toEqual({ version: '1.0.0' });
  });
});
