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

const columns = `d.name, d.display_name, d.status, d.visibility, d.team_id, d.created_at, d.updated_at`;

export function listStatement(): string {
  return `select ${columns} from deployments d where d.team_id = $1 order by d.created_at desc, d.id desc`;
}

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
  const statement =
    request.url === '/list'
      ? { name: 'list', text: listStatement(), values: [teamId] }
      : { name: 'get', text: `select ${columns} from deployments d where d.name = $1`, values: [name] };
  ask(pool, orgId, statement).then(
    (rows) => answer(response, request.url === '/list' ? rows : rows[0]),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`ready at http://127.0.0.1:${address.port}`);
});
