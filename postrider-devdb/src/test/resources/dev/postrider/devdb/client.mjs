// What an application in JavaScript does, with the official client. Arguments: URL, user, password.
import { createClient } from '@clickhouse/client'
import { Readable } from 'node:stream'
import assert from 'node:assert/strict'

const [url, username, password] = process.argv.slice(2)
for (const compressed of [false, true]) {
  const client = createClient({
    url, username, password,
    compression: { request: compressed, response: compressed },
  })
  assert.equal((await client.ping({ select: true })).success, true)
  await client.command({ query: 'DROP TABLE IF EXISTS people' })
  await client.command({ query: 'CREATE TABLE people (id UInt32, name String) ENGINE = MergeTree ORDER BY id' })
  const inserted = await client.insert({
    table: 'people', values: [{ id: 1, name: 'Ann' }], format: 'JSONEachRow', query_id: `rows-${compressed}`,
  })
  assert.equal(inserted.query_id, `rows-${compressed}`)
  assert.equal(inserted.summary.written_rows, '1')
  await client.insert({
    table: 'people', values: Readable.from(['2,"Bob"\n', '3,"Cid"\n'], { objectMode: false }), format: 'CSV',
  })
  const result = await client.query({
    query: 'SELECT id, name FROM people WHERE id >= {from:UInt32} ORDER BY id', query_params: { from: 2 },
    format: 'JSONEachRow',
  })
  assert.deepEqual(await result.json(), [{ id: 2, name: 'Bob' }, { id: 3, name: 'Cid' }])
  const many = await client.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSONEachRow' })
  let count = 0
  for await (const rows of many.stream()) count += rows.length
  assert.equal(count, 300000)
  await assert.rejects(client.query({ query: 'SELECT * FROM nowhere' }), { code: '60', type: 'UNKNOWN_TABLE' })
  await client.close()

  const session = createClient({ url, username, password, session_id: `s-${compressed}` })
  await session.command({ query: 'CREATE TEMPORARY TABLE kept (a UInt8)' })
  await session.insert({ table: 'kept', values: [{ a: 7 }], format: 'JSONEachRow' })
  assert.deepEqual(await (await session.query({ query: 'SELECT a FROM kept', format: 'JSONEachRow' })).json(), [{ a: 7 }])
  await session.close()
}
const stranger = createClient({ url, username, password: `${password}?` })
await assert.rejects(stranger.query({ query: 'SELECT 1' }), { code: '516', type: 'AUTHENTICATION_FAILED' })
await stranger.close()
console.log('all is well')
