/** The floor of verify-identity: express 5 and one keyed look-up in PostgreSQL, nothing else. Prints its port. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { processEnvironment } from '../../src/config.ts';

const pool = new pg.Pool({ connectionString: processEnvironment()['DATABASE_URL'], max: 16 });
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/people/:digest', async (request, response) => {
  const digest = Buffer.from(request.params.digest, 'hex');
  const { rows } = await pool.query({ name: 'find', text: 'select person_key from person_lookup where id_digest = $1', values: [digest] });
  response.json(rows[0]);
});
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
