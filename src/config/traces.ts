/** Where traces are sent: the standard variables of OpenTelemetry, as far as Huzheng reads them. */
import type { TraceSettings } from '../observe/traces.ts';
import type { Settings } from './counterparts.ts';
import { readHeaders } from './otlp-headers.ts';

/** Null: no collector is named. */
export const tracesOf = ({ maybe, need }: Settings): TraceSettings | null => {
  const endpoint = maybe('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint === null) return null;
  return {
    // For all signals: the path of each is appended to it.
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: readHeaders(maybe('OTEL_EXPORTER_OTLP_HEADERS') ?? '') ?? {},
    service: need('OTEL_SERVICE_NAME'),
    ratio: Number(need('OTEL_TRACES_SAMPLER_ARG')),
  };
};
