/** A small server that speaks as AWS KMS does, as far as one symmetric key goes, and that can be told to fail. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

export interface KmsServer {
  readonly url: string;
  readonly keyArn: string;
  /** Operations, in order. */
  readonly asked: readonly string[];
  /** What it answers in place of doing it: the name of an error, or nothing at all. */
  fail(how: ((operation: string) => string | undefined) | undefined): void;
  stop(): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

async function read(message: IncomingMessage): Promise<Fields> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
}

const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : '', 'base64');
const contextOf = (fields: Fields): Buffer => Buffer.from(JSON.stringify(fields['EncryptionContext'] ?? {}));

/** Undefined where it does not open. */
function decrypt(secret: Buffer, fields: Fields): Buffer | undefined {
  const bytes = bytesOf(fields['CiphertextBlob']);
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(contextOf(fields))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Starts one on a port of this machine. */
export async function startKmsServer(): Promise<KmsServer> {
  const secret = randomBytes(32);
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1b1f8a9c-0000-4000-8000-000000000001';
  const asked: string[] = [];
  let failing: ((operation: string) => string | undefined) | undefined;

  function answer(operation: string, fields: Fields): Fields | string {
    if (operation === 'DescribeKey')
      return { KeyMetadata: { KeyId: keyArn.slice(-36), Arn: keyArn, KeySpec: 'SYMMETRIC_DEFAULT', KeyState: 'Enabled' } };
    if (operation === 'Encrypt') {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(contextOf(fields));
      const sealed = Buffer.concat([nonce, cipher.update(bytesOf(fields['Plaintext'])), cipher.final(), cipher.getAuthTag()]);
      return { KeyId: keyArn, CiphertextBlob: sealed.toString('base64') };
    }
    const plain = decrypt(secret, fields);
    return plain === undefined ? 'InvalidCiphertextException' : { KeyId: keyArn, Plaintext: plain.toString('base64') };
  }

  const server = createServer((message, response) => {
    void read(message).then((fields) => {
      const operation = String(message.headers['x-amz-target']).replace('TrentService.', '');
      asked.push(operation);
      const said = failing?.(operation) ?? answer(operation, fields);
      if (said === 'hang') return;
      const isError = typeof said === 'string';
      response.writeHead(isError ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(isError ? { __type: said, message: 'no' } : said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    keyArn,
    asked,
    fail(how) {
      failing = how;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
