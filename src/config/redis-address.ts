/**
 * Where the queue is, from `REDIS_URL`: one server, servers found through Sentinels, or a cluster. Several hosts do not fit into a web address, so it
 * is read here. Nothing that is said of a wrong one repeats any of it: it may hold a password.
 */

export interface RedisHost {
  readonly host: string;
  readonly port: number;
}

export interface RedisSecret {
  readonly username: string | null;
  readonly password: string | null;
}

interface Common extends RedisSecret {
  readonly tls: boolean;
}

export type RedisAddress = Common &
  (
    | ({ readonly kind: 'server'; readonly db: number } & RedisHost)
    | {
        readonly kind: 'sentinel';
        readonly sentinels: readonly RedisHost[];
        /** What the Sentinels call the servers they watch. */
        readonly master: string;
        readonly db: number;
        /** What the Sentinels themselves ask for. */
        readonly sentinelSecret: RedisSecret;
      }
    | { readonly kind: 'cluster'; readonly nodes: readonly RedisHost[] }
  );

const FORM =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<secret>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const HOST = /^(?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;
const PORT = 6379;
const SENTINEL_PORT = 26_379;

type Read<T> = T | { readonly wrong: string };
const isWrong = <T extends object>(read: Read<T>): read is { readonly wrong: string } => 'wrong' in read;

/** `wrong`: what is, in a few words that repeat nothing of it. */
export const readRedisAddress = (text: string): Read<RedisAddress> => {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined) return { wrong: 'it is no such address' };
  const { kind, path = '' } = parts;
  const hosts = hostsIn(parts['hosts'] ?? '', kind === 'sentinel' ? SENTINEL_PORT : PORT);
  if ('wrong' in hosts) return hosts;
  const secret = secretIn(parts['secret'] ?? '');
  if (isWrong(secret)) return secret;
  const common = { tls: parts['tls'] === 's', ...secret };
  const query = new URLSearchParams(parts['query'] ?? '');
  const unknown = [...query.keys()].find((name) => kind !== 'sentinel' || !SENTINEL_OPTIONS.includes(name));
  if (unknown !== undefined) return { wrong: 'it has an option that is none' };
  switch (kind) {
    case 'sentinel':
      return sentinel({ ...common, hosts: hosts.all, path, query });
    case 'cluster':
      return path === '' ? { ...common, kind: 'cluster', nodes: hosts.all } : { wrong: 'a cluster has no numbered databases' };
    default:
      return server({ ...common, hosts: hosts.all, path });
  }
};

const SENTINEL_OPTIONS: readonly string[] = ['db', 'sentinel-username', 'sentinel-password'];

const server = ({
  hosts,
  path,
  ...common
}: Common & { readonly hosts: readonly RedisHost[]; readonly path: string }): Read<RedisAddress> => {
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0) return { wrong: 'several hosts are a redis+sentinel:// or a redis+cluster:// address' };
  const db = databaseIn(path);
  return db === null ? { wrong: 'after the host stands the number of a database, or nothing' } : { ...common, kind: 'server', ...host, db };
};

const sentinel = ({
  hosts,
  path,
  query,
  ...common
}: Common & { readonly hosts: readonly RedisHost[]; readonly path: string; readonly query: URLSearchParams }): Read<RedisAddress> => {
  const master = decoded(path);
  if (master === null || !/^[\w.-]+$/.test(master)) return { wrong: 'after the Sentinels stands the name of the master they watch' };
  const db = databaseIn(query.get('db') ?? '');
  if (db === null) return { wrong: 'db is the number of a database' };
  const sentinelSecret = { username: query.get('sentinel-username'), password: query.get('sentinel-password') };
  return { ...common, kind: 'sentinel', sentinels: hosts, master, db, sentinelSecret };
};

const hostsIn = (text: string, defaultPort: number): { readonly all: readonly RedisHost[] } | { readonly wrong: string } => {
  const all: RedisHost[] = [];
  for (const one of text.split(',')) {
    const { host, port = String(defaultPort) } = HOST.exec(one)?.groups ?? {};
    if (host === undefined) return { wrong: 'a host is missing or is none' };
    if (Number(port) < 1 || Number(port) > 65_535) return { wrong: 'a port is not from 1 to 65535' };
    all.push({ host: host.replaceAll(/[[\]]/g, ''), port: Number(port) });
  }
  return { all };
};

const secretIn = (text: string): Read<RedisSecret> => {
  const [, user = '', separator = '', secret = ''] = /^([^:]*)(:?)(.*)$/.exec(text) ?? [];
  const username = decoded(user);
  const password = decoded(secret);
  if (username === null || password === null) return { wrong: 'user and password are percent-encoded' };
  if (username !== '' && separator === '') return { wrong: 'a user needs a password: user:password@, or :password@ without a user' };
  return { username: username || null, password: password || null };
};

const databaseIn = (text: string): number | null => (/^\d{0,4}$/.test(text) ? Number(text) : null);

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
