/** The server's own configuration files, written anew at every start. */

/**
 * The log never holds personal data: no statement, no parameter, no DETAIL line (`terse`), and no ERROR either (`log` ranks above it),
 * since messages quote the value they complain about. Whoever sent the statement is told everything.
 */
const SETTINGS = {
  listen_addresses: "'127.0.0.1'",
  // No socket file: a home folder's path may be longer than a socket's may be.
  unix_socket_directories: "''",
  max_connections: '100',
  shared_buffers: '192MB',
  dynamic_shared_memory_type: 'posix',
  fsync: 'on',
  synchronous_commit: 'on',
  wal_compression: 'off',
  jit: 'off',
  // A client that was killed loses its locks soon, also in the middle of a long statement.
  client_connection_check_interval: "'2s'",
  timezone: "'UTC'",
  log_timezone: "'UTC'",
  datestyle: "'iso, ymd'",
  lc_messages: "'C'",
  logging_collector: 'off',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_statement: "'none'",
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
} as const;

export const postgresqlConf = (port: number): string =>
  `${Object.entries({ ...SETTINGS, port: String(port) })
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n')}\n`;

/** Over TCP from this machine, with the password. */
export const HBA = 'host all all 127.0.0.1/32 scram-sha-256\n';
