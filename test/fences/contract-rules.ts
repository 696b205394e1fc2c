/** Rules about our contracts (`schemas/`, `openapi/`): whoever integrates reads them without us, in Chinese or English. */

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

export interface Contract {
  readonly path: string;
  readonly document: Json;
}

const isObject = (node: Json | undefined): node is JsonObject => typeof node === 'object' && node !== null && !Array.isArray(node);

interface Placed {
  readonly pointer: string;
  readonly node: JsonObject;
}

/** Every object of a document with its place, the document itself first. */
const objectsOf = (node: Json, pointer = ''): readonly Placed[] => {
  if (!isObject(node) && !Array.isArray(node)) return [];
  const below = Object.entries(node).flatMap(([key, child]) => objectsOf(child, `${pointer}/${key}`));
  return isObject(node) ? [{ pointer, node }, ...below] : below;
};

/** Properties of every schema in the document. A property that is itself called `properties` holds no map of schemas. */
const propertiesOf = (document: Json): readonly Placed[] =>
  objectsOf(document).flatMap(({ pointer, node }) => {
    const { properties } = node;
    if (!isObject(properties) || !Object.values(properties).every(isObject)) return [];
    return Object.entries(properties).flatMap(([name, property]) =>
      isObject(property) ? [{ pointer: `${pointer}/properties/${name}`, node: property }] : [],
    );
  });

/** A property may lend its words from the schema it refers to, in its own document or another by `$id` or file name. */
const referred = (reference: Json | undefined, home: Json, all: readonly Contract[]): JsonObject | undefined => {
  if (typeof reference !== 'string') return undefined;
  const [where = '', fragment = ''] = reference.split('#');
  const document =
    where === ''
      ? home
      : all.find((one) => isObject(one.document) && (one.document['$id'] === where || one.path.endsWith(where.replace(/^\.+/, ''))))
          ?.document;
  const target = fragment
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((node, key) => (isObject(node) ? node[key] : undefined), document);
  return isObject(target) ? target : undefined;
};

const wordsOf = (
  node: JsonObject,
  home: Json,
  all: readonly Contract[],
): { readonly title: Json | undefined; readonly description: Json | undefined } => {
  const lender = referred(node['$ref'], home, all);
  return { title: node['title'] ?? lender?.['title'], description: node['description'] ?? lender?.['description'] };
};

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value.trim() !== '';

/** Places whose property says not what it means, or has no Chinese term as its title. */
export const undescribedIn = ({ path, document }: Contract, all: readonly Contract[]): readonly string[] =>
  propertiesOf(document).flatMap(({ pointer, node }) => {
    const { title, description } = wordsOf(node, document, all);
    const lacks = [
      ...(isText(description) ? [] : ['description']),
      ...(isText(title) && /\p{Script=Han}/u.test(title) ? [] : ['Chinese title']),
    ];
    return lacks.map((what) => `${path}#${pointer}: no ${what}`);
  });

/** Names that must be unique over all contracts (`$id`) or within one (`operationId`), and are not. */
export const repeatedIn = (contracts: readonly Contract[]): readonly string[] => {
  const names = contracts.flatMap(({ path, document }) => {
    const operations = objectsOf(document).flatMap(({ node }) =>
      isText(node['operationId']) ? [`${path} operationId ${node['operationId']}`] : [],
    );
    return isObject(document) && isText(document['$id']) ? [`$id ${document['$id']}`, ...operations] : operations;
  });
  return names.filter((name, index) => names.indexOf(name) !== index);
};
