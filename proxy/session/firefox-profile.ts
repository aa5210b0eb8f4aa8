// A Firefox profile that uses the proxy and, where NSS's certutil is at hand, trusts the authority.
// Firefox has no command line for either: preferences come from user.js, authorities from the profile's database.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What keeps a fresh profile quiet, and every request on the proxy. */
const PREFERENCES = {
  'network.proxy.type': 1,
  'network.proxy.no_proxies_on': '',
  'network.proxy.allow_hijacking_localhost': true,
  'network.http.http3.enable': false,
  'network.trr.mode': 5,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'security.enterprise_roots.enabled': true,
  'app.update.auto': false,
  'app.normandy.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
} as const;

/** Fills `dir`. The answer is what the user has to know about trust; null when Firefox trusts the authority. */
export async function writeFirefoxProfile(dir: string, proxy: string, caPem: string): Promise<string | null> {
  await writeFile(join(dir, 'user.js'), userPreferences(proxy));
  const certificate = join(dir, 'framescope-ca.pem');
  await writeFile(certificate, caPem);
  return (await importAuthority(dir, certificate)) ? null : untrusted();
}

function userPreferences(proxy: string): string {
  const { hostname, port } = new URL(`http://${proxy}`);
  const preferences: Record<string, string | number | boolean> = { ...PREFERENCES };
  for (const scheme of ['http', 'ssl']) {
    preferences[`network.proxy.${scheme}`] = hostname;
    preferences[`network.proxy.${scheme}_port`] = Number(port);
  }
  return Object.entries(preferences)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

/** False without certutil. The program of that name in Windows is another one. */
async function importAuthority(dir: string, certificate: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const database = ['-d', `sql:${dir}`];
  try {
    await run('certutil', ['-N', ...database, '--empty-password']);
    await run('certutil', ['-A', ...database, '-n', 'Framescope CA', '-t', 'C,,', '-i', certificate]);
    return true;
  } catch {
    return false;
  }
}

function untrusted(): string {
  return process.platform === 'linux'
    ? 'Firefox does not trust Framescope’s certificate authority yet: install certutil (package libnss3-tools or nss-tools) and open Firefox again, or import the authority in its settings.'
    : 'Firefox trusts Framescope’s certificate authority only if the system does: add it to the system’s trusted certificates, or import it in Firefox’s settings.';
}
