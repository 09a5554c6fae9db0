import { expect, it } from "vitest";
import { compileQuery } from "../../src/query/query.ts";

it.each<[fields: Record<string, string[]>, needles: string[][]]>([
	[{ user: ["alice"] }, [['"alice"']]],
	[{ user: ["alice,bob"], verb: ["DELETE"] }, [['"alice"', '"bob"'], ['"delete"']]],
	[{ user: ["system:*"] }, [['"system:']]],
	[{ user: ["*:admin"] }, [[':admin"']]],
	[{ user: ["sa:dev:ci"] }, [['"sa:dev:ci"', '"system:serviceaccount:dev:ci"']]],
	[{ user: ['a "quoted" <name> & more'] }, [["quoted"]]],
	[{ user: ["CN=a\\,OU=b"] }, [['"CN=a,OU=b"']]],
	[{ user: ["re:^a"] }, []],
	[{ user: ["(nobody)"] }, []],
	[{ user: ['""'] }, []],
	[{ user: ["alice", "re:^a"] }, []],
	[{ user: ["!alice"] }, []],
	[{ "not-user": ["alice"] }, []],
	[{ resource: ["po"] }, [['"pods"']]],
	[{ resource: ["deploy.apps"] }, [['"deployments"']]],
	[{ resource: ["pods/exec"] }, [['"exec"']]],
	[{ resource: ["*.apps"] }, []],
	[{ namespace: ["dev"] }, [['"dev"', '"/api/v1/namespaces"', '"/api/v1/namespaces?']]],
	[{ namespace: ["dev,prod,test"] }, [['"dev"', '"/api/v1/namespaces"', '"/api/v1/namespaces?', '"prod"', '"test"']]],
	[{ uri: ["/version"] }, [['"/version']]],
	[{ uri: ["*/log?follow=*&x"] }, [["/log?follow="]]],
	[{ "audit-id": ["1b4e"] }, [['"1b4e']]],
	[{ "source-ip": ["10.1.2.3"] }, [['"10.1.2.3"', ":ffff:", ":FFFF:"]]],
	[{ "source-ip": ["10.0.0.0/8"] }, []],
	[{ "source-ip": ["fd00::1"] }, []],
	[{ name: ["web"], code: ["403"], as: ["x"], actor: ["x"], stage: ["Panic"], level: ["Metadata"] }, []],
])("%o asks for %j", async (fields, needles) => {
	expect((await compileQuery({ fields }, 0)).needles).toEqual(needles);
});

it("asks for nothing where the query is inverted", async () => {
	expect((await compileQuery({ fields: { user: ["alice"] }, invert: true }, 0)).needles).toEqual([]);
});
