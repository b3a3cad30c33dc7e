// Draws the API reference from /openapi.json. Everything from the document is set as text, never as markup.

const methods = ['get', 'post', 'put', 'patch', 'delete'];

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

function refName(schema) {
  return schema.$ref?.split('/').at(-1);
}

function typeOf(schema) {
  if (schema === undefined || schema === true) return 'anything';
  if (schema.$ref) return refName(schema);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (branches) return branches.map(typeOf).join(schema.allOf ? ' & ' : ' | ');
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'anything');
  return schema.format ? `${type} (${schema.format})` : type;
}

function resolve(schema, api) {
  return schema?.$ref ? api.components.schemas[refName(schema)] : schema;
}

/** A value of the schema's shape, to copy and change. */
function exampleOf(schema, api, depth = 0) {
  const found = resolve(schema, api);
  if (found === undefined || depth > 5) return null;
  for (const given of [found.example, found.examples?.[0], found.default, found.const, found.enum?.[0]]) {
    if (given !== undefined) return given;
  }
  const branch = (found.anyOf ?? found.oneOf ?? found.allOf)?.[0];
  if (branch) return exampleOf(branch, api, depth + 1);
  const type = Array.isArray(found.type) ? found.type[0] : found.type;
  if (type === 'array') return [exampleOf(found.items, api, depth + 1)];
  if (type === 'object') {
    const required = new Set(found.required ?? []);
    const fields = Object.entries(found.properties ?? {}).filter(([name]) => required.has(name));
    return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(field, api, depth + 1)]));
  }
  return (
    { string: found.format === 'date-time' ? '2026-01-02T03:04:05Z' : 'text', integer: 1, number: 1, boolean: true }[type] ?? null
  );
}

function fieldsTable(rows) {
  const body = rows.map(([name, type, required, note]) =>
    el(
      'tr',
      {},
      el('td', {}, el('code', {}, name)),
      el('td', {}, el('code', {}, type)),
      el('td', {}, required ? 'required' : ''),
      el('td', {}, note ?? ''),
    ),
  );
  const head = el('tr', {}, ...['Name', 'Type', '', 'Meaning'].map((title) => el('th', { scope: 'col' }, title)));
  return el('table', {}, el('thead', {}, head), el('tbody', {}, ...body));
}

function schemaFields(schema, api) {
  const found = resolve(schema, api);
  const required = new Set(found?.required ?? []);
  return Object.entries(found?.properties ?? {}).map(([name, field]) => [
    name,
    typeOf(field),
    required.has(name),
    field.description,
  ]);
}

function curlOf(path, method, operation, api) {
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const lines = [`curl -X ${method.toUpperCase()} '${location.origin}${path}'`, `-H "Authorization: Bearer $MOORAGE_API_KEY"`];
  if (body)
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(exampleOf(body, api)).replaceAll("'", "'\\''")}'`);
  return lines.join(' \\\n  ');
}

function answers(operation) {
  return Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const content = Object.values(answer.content ?? {})[0];
    return [status, content ? typeOf(content.schema) : 'no body', false, answer.description];
  });
}

function section(path, method, operation, api) {
  const notes = [operation['x-moorage-action'], operation['x-moorage-scope'] && `scope ${operation['x-moorage-scope']}`].filter(
    Boolean,
  );
  const node = el('section', { class: 'operation', id: operation.operationId });
  node.append(
    el('h3', {}, el('span', { class: 'method' }, method.toUpperCase()), el('code', {}, path)),
    el('p', {}, operation.summary ?? ''),
  );
  if (operation.description) node.append(el('p', { class: 'quiet' }, operation.description));
  if (notes.length > 0) node.append(el('p', { class: 'quiet' }, `Needs ${notes.join(', ')}.`));
  const parameters = (operation.parameters ?? []).map((entry) => [
    `${entry.name}`,
    typeOf(entry.schema),
    entry.required,
    entry.description ?? `in ${entry.in}`,
  ]);
  if (parameters.length > 0) node.append(el('h4', {}, 'Parameters'), fieldsTable(parameters));
  const body = operation.requestBody?.content?.['application/json']?.schema;
  if (body) node.append(el('h4', {}, 'Body'), fieldsTable(schemaFields(body, api)));
  node.append(el('h4', {}, 'Answers'), fieldsTable(answers(operation)));
  node.append(el('pre', {}, curlOf(path, method, operation, api)));
  return node;
}

function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({ path, method, operation: item[method], tag: item[method].tags?.[0] ?? 'Other' })),
  );
}

function draw(api) {
  const byTag = Map.groupBy(operationsOf(api), (entry) => entry.tag);
  const index = document.querySelector('#index');
  const reference = document.querySelector('#reference');
  reference.replaceChildren(
    el('h1', {}, `${api.info.title} API`),
    el('p', {}, api.info.description ?? ''),
    el('p', {}, el('a', { href: '/openapi.json' }, 'OpenAPI document')),
  );
  for (const [tag, entries] of byTag) {
    index.append(
      el('h2', {}, tag),
      ...entries.map(({ operation }) => el('a', { href: `#${operation.operationId}` }, operation.operationId)),
    );
    reference.append(el('h2', {}, tag), ...entries.map(({ path, method, operation }) => section(path, method, operation, api)));
  }
  reference.append(el('h2', {}, 'Schemas'));
  for (const [name, schema] of Object.entries(api.components?.schemas ?? {})) {
    const fields = schemaFields(schema, api);
    const shape = fields.length > 0 ? fieldsTable(fields) : el('p', {}, el('code', {}, typeOf(schema)));
    reference.append(el('section', { class: 'operation', id: name }, el('h3', {}, name), shape));
  }
  reference.removeAttribute('aria-busy');
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const link of document.querySelectorAll('#index a')) {
    link.hidden = !words.every((word) => link.textContent.toLowerCase().includes(word));
  }
}

document.querySelector('#filter').addEventListener('input', (event) => filter(event.target.value));
try {
  draw(await (await fetch('/openapi.json')).json());
} catch (error) {
  document.querySelector('#reference').replaceChildren(el('p', {}, `The reference could not be loaded: ${error.message}`));
}
