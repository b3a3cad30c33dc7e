/** The variables about APIs of cloud providers. */
import { text, variable } from '@moorage/core/config-reader';

function urlOf(name: string, what: string) {
  return variable({
    names: [name],
    schema: text.url.optional(),
    doc: `${what} The provider’s own address when unset.`,
    group: 'Providers',
  });
}

export const providerUrls = {
  awsUrl: urlOf('AWS_ENDPOINT_URL', 'Where the APIs of AWS are by which credentials are tested, such as an emulator.'),
  cloudflareUrl: urlOf('CLOUDFLARE_API_URL', 'Where the API of Cloudflare is, such as a proxy; with its path, `/client/v4`.'),
  hetznerUrl: urlOf('HETZNER_API_URL', 'Where the API of Hetzner Cloud is, such as a proxy; with its path, `/v1`.'),
  digitaloceanUrl: urlOf('DIGITALOCEAN_API_URL', 'Where the API of DigitalOcean is, such as a proxy; with its path, `/v2`.'),
};
