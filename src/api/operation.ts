/** What the contract says of each operation: where it is, who may, and what it takes. The contract is the one place; nothing here repeats it. */
import type { Role, Scope } from '../security/caller.ts';

type Method = 'get' | 'post' | 'put' | 'delete';
const METHODS: readonly string[] = ['get', 'post', 'put', 'delete'] satisfies readonly Method[];

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string | boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly default?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: Schema;
}

interface Referring {
  readonly $ref: string;
}

interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-counted'?: Counted;
  readonly 'x-problems'?: readonly string[];
  readonly parameters?: readonly (Parameter | Referring)[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { readonly schema: Referring }>> };
  readonly description?: string;
  readonly responses: Readonly<Record<string, ResponseObject | Referring>>;
}

interface ResponseObject {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** What every problem of a code has in common, and which operations answer it. */
export interface ProblemKind {
  readonly of: 'any' | 'counted' | 'signed-in' | 'signature' | 'parameters' | 'body' | 'named';
  readonly status: number;
  readonly title: string;
  readonly description: string;
}

export interface Contract {
  readonly 'x-problems': Readonly<Record<string, ProblemKind>>;
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** Who may: nobody has to sign in; a system signs in by this very call; whoever signs the call itself; or whoever holds one of these. */
export type Access =
  | { readonly kind: 'open' }
  | { readonly kind: 'client-secret' }
  | { readonly kind: 'signature' }
  | { readonly kind: 'signed-in'; readonly scopes: readonly Scope[]; readonly roles: readonly Role[]; readonly anyOperator: boolean };

/**
 * Among which requests it is counted, of which nobody may send too many. Probes come as often as they are set to, also while the database is gone;
 * what tries a password is counted by where it comes from; a route that tries clients' secrets counts by itself, since only wrong ones count.
 */
export type Counted = 'never' | 'by-caller' | 'as-sign-in' | 'by-route';

export interface Body {
  readonly mediaType: string;
  /** Else none is the same as one without fields. */
  readonly isRequired: boolean;
  /** Where in the contract the schema stands: `#/components/schemas/…`. */
  readonly schema: string;
}

/** What comes back. `default`: a problem. */
export interface Answer {
  readonly status: string;
  readonly description: string;
  readonly contents: readonly { readonly mediaType: string; readonly schema: Schema }[];
}

export interface Operation {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly description: string | null;
  readonly access: Access;
  readonly counted: Counted;
  /** Codes that the operation names itself. */
  readonly ownProblems: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: Body | null;
  readonly answers: readonly Answer[];
}

export const operationsOf = (contract: Contract): readonly Operation[] =>
  Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => operationOf({ path, method: method as Method, operation }, contract)),
  );

const operationOf = (
  { path, method, operation }: { readonly path: string; readonly method: Method; readonly operation: OperationObject },
  contract: Contract,
): Operation => {
  const { operationId, summary, description = null, security, parameters = [], requestBody } = operation;
  return {
    operationId,
    method,
    path,
    summary,
    description,
    access: accessOf(security),
    counted: operation['x-counted'] ?? 'by-caller',
    ownProblems: operation['x-problems'] ?? [],
    parameters: parameters.map((parameter) => parameterOf(parameter, contract)),
    body: requestBody === undefined ? null : bodyOf(requestBody),
    answers: Object.entries(operation.responses).map(([status, response]) => answerOf(status, response, contract)),
  };
};

const bodyOf = ({ required, content }: NonNullable<OperationObject['requestBody']>): Body | null => {
  const [[mediaType, stated] = []] = Object.entries(content);
  return mediaType === undefined || stated === undefined ? null : { mediaType, isRequired: required, schema: stated.schema.$ref };
};

const answerOf = (status: string, given: ResponseObject | Referring, { components }: Contract): Answer => {
  const response = '$ref' in given ? components.responses[given.$ref.replace('#/components/responses/', '')] : given;
  if (response === undefined) throw new TypeError('the contract names an answer it does not have');
  const contents = Object.entries(response.content ?? {}).map(([mediaType, { schema }]) => ({ mediaType, schema }));
  return { status, description: response.description, contents };
};

const parameterOf = (given: Parameter | Referring, { components }: Contract): Parameter => {
  if (!('$ref' in given)) return given;
  const parameter = components.parameters[given.$ref.replace('#/components/parameters/', '')];
  if (parameter === undefined) throw new TypeError(`the contract names a parameter it does not have: ${given.$ref}`);
  return parameter;
};

/** Alternatives, as OpenAPI has them: one that is met is enough. */
const accessOf = (security: OperationObject['security']): Access => {
  if (security.length === 0) return { kind: 'open' };
  if (security.some((alternative) => 'clientSecret' in alternative)) return { kind: 'client-secret' };
  if (security.some((alternative) => 'callbackSignature' in alternative)) return { kind: 'signature' };
  const wordsOf = (scheme: string): readonly string[] => security.flatMap((alternative) => alternative[scheme] ?? []);
  return {
    kind: 'signed-in',
    scopes: wordsOf('client') as readonly Scope[],
    roles: wordsOf('operator') as readonly Role[],
    anyOperator: security.some((alternative) => alternative['operator']?.length === 0),
  };
};

/** Codes of the problems that an operation may answer. */
export const problemsOf = ({ access, counted, body, ownProblems }: Operation, contract: Contract): readonly string[] => {
  const applies = {
    any: true,
    counted: counted !== 'never',
    'signed-in': access.kind === 'signed-in',
    signature: access.kind === 'signature',
    parameters: true,
    body: body !== null,
    named: false,
  };
  const kinds = Object.entries(contract['x-problems']);
  return kinds.filter(([code, { of }]) => applies[of] || ownProblems.includes(code)).map(([code]) => code);
};

/** Operations without a route, and routes that no operation names. */
export const differences = (operations: readonly Pick<Operation, 'operationId'>[], routes: readonly string[]): readonly string[] => {
  const named = operations.map(({ operationId }) => operationId);
  return [...named.filter((id) => !routes.includes(id)), ...routes.filter((id) => !named.includes(id))];
};
