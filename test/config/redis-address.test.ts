import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RedisAddress, readRedisAddress } from '../../src/config/redis-address.ts';
import { clusterOptions, type Patience, serverOptions } from '../../src/jobs/redis-client.ts';

const PLAIN = { tls: false, username: null, password: null } as const;
const NO_SECRET = { username: null, password: null } as const;

describe('a Redis address', () => {
  const GOOD: readonly { readonly given: string; readonly want: RedisAddress }[] = [
    { given: 'redis://queue', want: { ...PLAIN, kind: 'server', host: 'queue', port: 6379, db: 0 } },
    { given: 'redis://queue:6380/3', want: { ...PLAIN, kind: 'server', host: 'queue', port: 6380, db: 3 } },
    { given: 'redis://[::1]:6380/', want: { ...PLAIN, kind: 'server', host: '::1', port: 6380, db: 0 } },
    {
      given: 'rediss://:s%40cr%2Fet@10.0.0.7',
      want: { kind: 'server', tls: true, username: null, password: 's@cr/et', host: '10.0.0.7', port: 6379, db: 0 },
    },
    {
      given: 'redis://huzheng:a:b@queue',
      want: { kind: 'server', tls: false, username: 'huzheng', password: 'a:b', host: 'queue', port: 6379, db: 0 },
    },
    {
      given: 'redis+sentinel://huzheng:pw@one:26380,two/queue-master?db=2&sentinel-password=other',
      want: {
        kind: 'sentinel',
        tls: false,
        username: 'huzheng',
        password: 'pw',
        sentinels: [
          { host: 'one', port: 26_380 },
          { host: 'two', port: 26_379 },
        ],
        master: 'queue-master',
        db: 2,
        sentinelSecret: { username: null, password: 'other' },
      },
    },
    {
      given: 'rediss+cluster://:pw@one,two:7000,[fd00::3]:7001',
      want: {
        kind: 'cluster',
        tls: true,
        username: null,
        password: 'pw',
        nodes: [
          { host: 'one', port: 6379 },
          { host: 'two', port: 7000 },
          { host: 'fd00::3', port: 7001 },
        ],
      },
    },
  ];
  it.each(GOOD)('is read: $given', ({ given, want }) => {
    expect(readRedisAddress(given)).toEqual(want);
  });

  it.each([
    { given: 'queue:6379', want: 'it is no such address' },
    { given: 'http://queue', want: 'it is no such address' },
    { given: 'redis+ring://queue', want: 'it is no such address' },
    { given: 'redis://queue/0#x', want: 'it is no such address' },
    { given: 'redis://', want: 'a host is missing or is none' },
    { given: 'redis+cluster://one,,two', want: 'a host is missing or is none' },
    { given: 'redis://queue:70000', want: 'a port is not from 1 to 65535' },
    { given: 'redis://queue:0', want: 'a port is not from 1 to 65535' },
    { given: 'redis://one,two', want: 'several hosts are a redis+sentinel:// or a redis+cluster:// address' },
    { given: 'redis://queue/first', want: 'after the host stands the number of a database, or nothing' },
    { given: 'redis://queue?db=1', want: 'it has an option that is none' },
    { given: 'redis+sentinel://one,two', want: 'after the Sentinels stands the name of the master they watch' },
    { given: 'redis+sentinel://one/queue?db=x', want: 'db is the number of a database' },
    { given: 'redis+sentinel://one/queue?password=x', want: 'it has an option that is none' },
    { given: 'redis+cluster://one/1', want: 'a cluster has no numbered databases' },
    { given: 'redis://huzheng@queue', want: 'a user needs a password: user:password@, or :password@ without a user' },
    { given: 'redis://:100%@queue', want: 'user and password are percent-encoded' },
  ])('that is $given is refused, and why is said: $want', ({ given, want }) => {
    expect(readRedisAddress(given)).toEqual({ wrong: want });
  });

  it('keeps any user and any password to itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme' }), fc.string(), (secret, rest) => {
        const read = readRedisAddress(`redis://user:${encodeURIComponent(secret)}@queue${rest}`);
        if ('wrong' in read) expect(read.wrong).not.toContain(secret);
        else expect(read.password).toBe(secret);
      }),
    );
  });
});

const read = <K extends RedisAddress['kind']>(kind: K, text: string): Extract<RedisAddress, { kind: K }> => {
  const address = readRedisAddress(text);
  if ('wrong' in address || address.kind !== kind) throw new Error(text);
  return address as Extract<RedisAddress, { kind: K }>;
};

describe('a connection', () => {
  const AWAY: readonly { readonly given: Patience; readonly enableOfflineQueue: boolean; readonly maxRetriesPerRequest: number | null }[] =
    [
      { given: 'handing-over', enableOfflineQueue: false, maxRetriesPerRequest: 0 },
      { given: 'working', enableOfflineQueue: true, maxRetriesPerRequest: null },
    ];

  it.each(AWAY)('for $given waits for a server that is away, or does not', ({ given, enableOfflineQueue, maxRetriesPerRequest }) => {
    const server = serverOptions(read('server', 'redis://:pw@queue:6380/3'), given);
    expect(server).toMatchObject({ host: 'queue', port: 6380, db: 3, password: 'pw', enableOfflineQueue, maxRetriesPerRequest });
    const cluster = clusterOptions(read('cluster', 'rediss+cluster://:pw@one'), given);
    expect(cluster).toMatchObject({ enableOfflineQueue, redisOptions: { password: 'pw', tls: {}, maxRetriesPerRequest } });
  });

  it('asks the Sentinels for their master, with their own secret, and both in TLS or neither', () => {
    const address = read('sentinel', 'rediss+sentinel://huzheng:pw@one,two/queue?db=1&sentinel-username=s&sentinel-password=t');
    expect(serverOptions(address, 'working')).toMatchObject({
      sentinels: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 26_379 },
      ],
      name: 'queue',
      db: 1,
      username: 'huzheng',
      password: 'pw',
      sentinelUsername: 's',
      sentinelPassword: 't',
      enableTLSForSentinelMode: true,
      tls: {},
    });
    expect(serverOptions(read('sentinel', 'redis+sentinel://one/queue'), 'working')).not.toHaveProperty('tls');
    expect(address.sentinelSecret).not.toEqual(NO_SECRET);
  });
});
