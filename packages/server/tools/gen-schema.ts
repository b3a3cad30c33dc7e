/** Migrates an empty database and writes what came out: table types and the golden dump. */
import { randomBytes } from 'node:crypto';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { testPostgres } from '@moorage/testkit/test-server';
import pg from 'pg';
import { migrate } from '../src/platform/db/migrate.ts';
import { dumpSchema, generateTableTypes } from '../src/platform/db/schema-dump.ts';
import { finish, writeGenerated } from './generated-file.ts';

async function generate(dsn: string): Promise<boolean[]> {
  await migrate({ dsn: new Secret(dsn), log: silentLog });
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    const query = (text: string): Promise<pg.QueryResult> => client.query(text);
    return [
      writeGenerated('packages/server/src/generated/schema.sql', await dumpSchema(query)),
      writeGenerated('packages/server/src/generated/tables.ts', await generateTableTypes(query)),
    ];
  } finally {
    await client.end();
  }
}

const { adminDsn } = await testPostgres();
const admin = new pg.Client({ connectionString: adminDsn });
await admin.connect();
const name = `gen_schema_${randomBytes(5).toString('hex')}`;
await admin.query(`create database ${name} template template0`);
let results: boolean[] = [false];
try {
  const url = new URL(adminDsn.replace(/^postgres(ql)?:\/\/([^@/]*@)?\//, 'postgresql://$2placeholder/'));
  url.pathname = `/${name}`;
  results = await generate(url.toString().replace('placeholder/', '/'));
} finally {
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
}
finish(results);
