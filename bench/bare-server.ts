/**
 * The reference of the API benchmark: the least that a Node server can do to answer the same questions.
 *
 * It runs the same statements on the same database with the same number of connections, and writes the rows as JSON. It knows no
 * users, checks nothing, logs nothing and has no routes worth the name. What the product takes more than this is the price of
 * everything that it does besides.
 */
import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';

interface Questions {
  readonly orgId: string;
  readonly teamId: string;
  readonly name: string;
}

/** As in deployment.store.ts. */
const statements = {
  list: `select id, org_id, team_id, owner_id, name, display_name, template_name, visibility, services, status, observed,
    last_error, deleting_since, created_at, updated_at from deployments where team_id = $1 order by id desc`,
  get: 'select * from deployments where name = $1',
};

/** As the product does it: the tenant is set first, so that row-level security is part of the price. */
async function ask(
  pool: pg.Pool,
  orgId: string,
  statement: { name: string; text: string; values: string[] },
): Promise<unknown[]> {
  const client = await pool.connect();
  try {
    await client.query(`begin; set local moorage.org_ids = '${orgId}'`);
    const { rows } = await client.query(statement);
    await client.query('commit');
    return rows;
  } finally {
    client.release();
  }
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const [, , dsn = '', questions = '{}'] = process.argv;
const { orgId, teamId, name }: Questions = JSON.parse(questions);
const pool = new pg.Pool({ connectionString: dsn, max: 10 });
const server = createServer((request, response) => {
  const isList = request.url === '/list';
  const statement = isList
    ? { name: 'list', text: statements.list, values: [teamId] }
    : { name: 'get', text: statements.get, values: [name] };
  ask(pool, orgId, statement).then(
    (rows) => answer(response, isList ? rows : rows[0]),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`ready at http://127.0.0.1:${address.port}`);
});
