/** Which statements reach PostgreSQL while something is done: texts, without values. */
import pg from 'pg';

/** The job engine and the session that hears news work on their own account. */
const isOfRequest = (text: string): boolean => !/pgboss|pg_notify|^(un)?listen/i.test(text);

function textOf(asked: unknown): string {
  if (typeof asked === 'string') return asked;
  return typeof asked === 'object' && asked !== null && 'text' in asked ? String(asked.text) : '';
}

/** Notes what every connection of this process sends, and sends it. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const send = pg.Client.prototype.query;
  pg.Client.prototype.query = new Proxy(send, {
    apply(target, client, args: unknown[]) {
      texts.push(textOf(args[0]));
      return Reflect.apply(target, client, args);
    },
  });
  try {
    await work();
  } finally {
    pg.Client.prototype.query = send;
  }
  return texts.filter((text) => isOfRequest(text));
}
