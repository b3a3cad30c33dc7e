/** Servers that speak as providers do, as far as credentials are tested with them, on ports of this machine. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

export interface CloudServers {
  /** Where each provider is, as the configuration takes it. */
  readonly urls: { readonly aws: string; readonly cloudflare: string; readonly hetzner: string; readonly digitalocean: string };
  /** What was asked, such as `cloudflare GET /zones`. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export interface Said {
  readonly status: number;
  readonly body: string;
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string;
  readonly text: string;
}

const account = '123456789012';

function json(status: number, body: unknown): Said {
  return { status, body: JSON.stringify(body) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** By what the access key is called. */
function awsRefusal(authorization: string, isIdentity: boolean): string | undefined {
  if (!authorization.startsWith('AWS4-HMAC-SHA256 Credential=')) return 'MissingAuthenticationToken';
  const key = /Credential=(\w+)\//.exec(authorization)?.[1] ?? '';
  if (key.startsWith('AKIAUNKNOWN')) return 'InvalidClientTokenId';
  if (key.startsWith('AKIAWRONG')) return 'SignatureDoesNotMatch';
  return key.startsWith('AKIADENIED') && !isIdentity ? 'AccessDenied' : undefined;
}

function identity(): string {
  const result = `<Arn>arn:aws:iam::${account}:user/dns</Arn><UserId>AIDAEXAMPLE</UserId><Account>${account}</Account>`;
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

const zone =
  '<HostedZone><Id>/hostedzone/Z1EXAMPLE</Id><Name>example.org.</Name><CallerReference>x</CallerReference></HostedZone>';
const route53 = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

function answerAws({ method, url, authorization, text }: Asked): Said {
  const isIdentity = text.includes('Action=GetCallerIdentity');
  const refusal = awsRefusal(authorization, isIdentity);
  const error = (status: number, code: string): Said => ({
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  });
  if (refusal !== undefined) return error(403, refusal);
  if (isIdentity) return { status: 200, body: identity() };
  if (url.pathname === '/2013-04-01/hostedzone') {
    const rest = '<IsTruncated>false</IsTruncated><MaxItems>5</MaxItems>';
    return {
      status: 200,
      body: `<ListHostedZonesResponse ${route53}><HostedZones>${zone}</HostedZones>${rest}</ListHostedZonesResponse>`,
    };
  }
  if (url.pathname === '/2013-04-01/hostedzone/Z1EXAMPLE')
    return { status: 200, body: `<GetHostedZoneResponse ${route53}>${zone}</GetHostedZoneResponse>` };
  if (url.pathname.startsWith('/2013-04-01/')) return error(404, 'NoSuchHostedZone');
  if (method === 'HEAD') return { status: /^\/backups\/?$/.test(url.pathname) ? 200 : 404, body: '' };
  const buckets = '<Buckets><Bucket><Name>backups</Name></Bucket></Buckets>';
  return { status: 200, body: `<ListAllMyBucketsResult>${buckets}</ListAllMyBucketsResult>` };
}

function answerCloudflare({ url, authorization }: Asked): Said {
  const result = (value: unknown): Said => json(200, { success: true, errors: [], result: value });
  if (authorization === 'Bearer expired') return result({ id: 't1', status: 'expired' });
  if (!['Bearer good', 'Bearer narrow'].includes(authorization)) return json(401, { success: false, errors: [{ code: 1000 }] });
  if (url.pathname.endsWith('/tokens/verify')) return result({ id: 't1', status: 'active', expires_on: '2027-01-01T00:00:00Z' });
  if (authorization === 'Bearer narrow') return json(403, { success: false, errors: [{ code: 9109 }] });
  if (url.pathname === `/client/v4/zones/${'a'.repeat(32)}`) return result({ name: 'example.org', status: 'active' });
  if (url.pathname === '/client/v4/zones') return result([{ name: 'example.org' }]);
  return json(404, { success: false });
}

function answerHetzner({ url, authorization }: Asked): Said {
  if (authorization !== 'Bearer good') return json(401, { error: { code: 'unauthorized' } });
  const list = { meta: { pagination: { total_entries: 2 } } };
  if (url.pathname === '/v1/servers/42') return json(200, { server: { name: 'bastion', status: 'running' } });
  return ['/v1/locations', '/v1/servers', '/v1/zones'].includes(url.pathname) ? json(200, list) : json(404, {});
}

function answerOcean({ url, authorization }: Asked): Said {
  if (authorization === 'Bearer locked') return json(200, { account: { uuid: 'u1', status: 'locked' } });
  if (authorization === 'Bearer broken') return { status: 200, body: '<html>' };
  if (authorization === 'Bearer busy') return json(503, {});
  if (authorization !== 'Bearer good') return json(401, { id: 'Unauthorized' });
  if (url.pathname === '/v2/account') return json(200, { account: { uuid: 'u1', status: 'active' } });
  return ['/v2/domains', '/v2/droplets', '/v2/domains/example.org'].includes(url.pathname)
    ? json(200, { meta: { total: 3 } })
    : json(404, {});
}

const answers = { aws: answerAws, cloudflare: answerCloudflare, hetzner: answerHetzner, digitalocean: answerOcean };

async function listen(handler: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
}

/** Starts all of them. */
export async function startCloudServers(): Promise<CloudServers> {
  const asked: string[] = [];
  const start = async (provider: keyof typeof answers) =>
    await listen((request, response) => {
      void textOf(request).then((text) => {
        const { method = '', headers } = request;
        const url = new URL(request.url ?? '/', 'http://x');
        asked.push(`${provider} ${method} ${url.pathname.replace(/(?<=.)\/$/, '')}`);
        const said = answers[provider]({ method, url, authorization: headers.authorization ?? '', text });
        const contentType = provider === 'aws' ? 'text/xml' : 'application/json';
        response.writeHead(said.status, { 'content-type': contentType }).end(said.body);
      });
    });
  const [aws, cloudflare, hetzner, digitalocean] = [
    await start('aws'),
    await start('cloudflare'),
    await start('hetzner'),
    await start('digitalocean'),
  ];
  return {
    asked,
    urls: {
      aws: aws.url,
      cloudflare: `${cloudflare.url}/client/v4`,
      hetzner: `${hetzner.url}/v1`,
      digitalocean: `${digitalocean.url}/v2`,
    },
    async stop() {
      for (const { server } of [aws, cloudflare, hetzner, digitalocean]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
