/** The sandbox's counterparts, each answer held back until so long after its question. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { type City, type Counterparts, end } from './stage.ts';

export const slowAuthorities =
  (answersInMs: number) =>
  async ({ members, seed, date }: City): Promise<Counterparts> => {
    const sandbox = spawn(process.execPath, ['bench/verify/steady-sandbox.ts', String(members), String(seed), date], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: sandbox.stdout }), 'line')) as [string];
    const environment = JSON.parse(line) as Readonly<Record<string, string>>;
    const proxies = await Promise.all(
      Object.entries(environment).flatMap(([name, value]) => (name.endsWith('_BASE_URL') ? [slowDoor(name, value, answersInMs)] : [])),
    );
    return {
      environment: { ...environment, ...Object.fromEntries(proxies.map(({ name, url }) => [name, url])) },
      close: async () => {
        for (const { close } of proxies) close();
        await end(sandbox);
      },
    };
  };

const slowDoor = async (name: string, base: string, answersInMs: number) => {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((asked, answer) => void passOn(asked, answer, { base, agent, answersInMs })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
    agent.destroy();
  };
  return { name, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(base).pathname.replace(/\/$/, '')}`, close };
};

interface Behind {
  readonly base: string;
  readonly agent: Agent;
  readonly answersInMs: number;
}

const passOn = async (asked: IncomingMessage, answer: ServerResponse, { base, agent, answersInMs }: Behind): Promise<void> => {
  const readyAt = performance.now() + answersInMs;
  const { method, url = '/', headers } = asked;
  const behind = request({ host: '127.0.0.1', port: new URL(base).port, path: url, method, headers, agent });
  behind.end(await buffer(asked));
  const [told] = (await once(behind, 'response')) as [IncomingMessage];
  const body = await buffer(told);
  const send = (): void => void answer.writeHead(told.statusCode ?? 502, told.headers).end(body);
  setTimeout(send, readyAt - performance.now());
};
