import { describeDnsResolver } from '../../../test/dns-resolver.conformance.ts';
import { createFakeDns } from './dns-resolver.fake.ts';

const dns = createFakeDns();
describeDnsResolver('in memory', () => ({ resolver: dns, ...dns }));
