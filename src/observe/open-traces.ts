/** Opens what traces are told through: OpenTelemetry where a collector is named, nothing elsewhere. */
import { NO_TRACES, type TraceSettings, type Traces } from './traces.ts';

/** Its packages are loaded only where there is somebody to tell. */
export const openTraces = async (settings: TraceSettings | null, mode: string): Promise<Traces> =>
  settings === null ? NO_TRACES : (await import('./open-telemetry.ts')).openTelemetry(settings, mode);
