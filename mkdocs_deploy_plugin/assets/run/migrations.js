/**
 * Records of earlier versions of the format, brought to the one of today, one version at a time.
 *
 * A migration takes data of its version and gives data of the next one. It must not trust them, and
 * must keep every event. There is no earlier version yet: the first one is 1.
 */

/** By the version they start from. @type {Readonly<Record<number, (data: any) => any>>} */
export const MIGRATIONS = {};

/**
 * Bring data to the latest version that there is a migration to.
 * @param {any} data
 * @param {Readonly<Record<number, (data: any) => any>>} [migrations]
 * @returns {any}
 */
export function migrate(data, migrations = MIGRATIONS) {
  let now = data;
  while (Number.isInteger(now?.version) && Object.hasOwn(migrations, now.version)) {
    now = { ...migrations[now.version](now), version: now.version + 1 };
  }
  return now;
}
