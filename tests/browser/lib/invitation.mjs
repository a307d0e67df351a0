// Makes an event that is open for answers and invites one party of two to it; gives the personal link from their letter.

/** Asks the API of the product at `base`; fails on any error. */
export async function ask(base, token, query, variables) {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  const refused = Object.values(data ?? {}).flatMap((payload) => payload?.userErrors ?? []);
  if (errors || refused.length > 0) throw new Error(JSON.stringify(errors ?? refused));
  return data;
}

/** The path of an unanswered invitation for a party of two, to an event that may be told more of. */
export async function invite(base, token, more = {}) {
  const run = (query, input) => ask(base, token, query, { input });
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  const title = [['en', 'A talk of migrants'], ['sq', 'Migrantët flasin'], ['it', 'I migranti parlano'], ['el', 'Οι μετανάστες μιλούν']];
  const { createEvent } = await run('mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id } userErrors { field code } } }', {
    title: title.map(([language, text]) => ({ language, text })),
    kind: 'MEETING', startsAt: day(20), endsAt: day(20.1), timeZone: 'Europe/Tirane', responseDeadline: day(15), capacity: 50,
    venue: { name: 'National Theatre', city: 'Tirana' }, ...more,
  });
  const eventId = createEvent.event.id;
  await run('mutation($input: PublishEventInput!) { publishEvent(input: $input) { userErrors { field code } } }', { id: eventId, version: 1 });
  return inviteTo(base, token, eventId, { givenName: 'Artemisa', familyName: `Browser ${Date.now()}`, email: `browser.${Date.now()}@example.org` });
}

/** The path of the unanswered invitation to an event of somebody whom the office did not know, for a party of two. */
export async function inviteTo(base, token, eventId, person) {
  const run = (query, input) => ask(base, token, query, { input });
  const { registerContact } = await run('mutation($input: RegisterContactInput!) { registerContact(input: $input) { contact { id } userErrors { field code } } }', {
    ...person, preferredLanguage: 'en', consents: [{ purpose: 'follow-up', state: 'GIVEN' }],
  });
  const contactId = registerContact.contact.id;
  await run('mutation($input: AddGuestsInput!) { addGuests(input: $input) { userErrors { field code } } }', { eventId, guests: [{ contactId, partySize: 2 }] });
  await run('mutation($input: InviteContactsInput!) { inviteContacts(input: $input) { queued userErrors { field code } } }', { eventId, audience: { contactIds: [contactId] } });
  const letters = 'query($id: ID!, $who: String!) { event(id: $id) { attendees(search: $who) { nodes { messages { nodes { id state } } } } } }';
  for (let tries = 0; tries < 60; tries += 1) {
    const { event } = await ask(base, token, letters, { id: eventId, who: person.familyName });
    const [letter] = event.attendees.nodes.flatMap((row) => row.messages.nodes).filter((message) => message.state === 'ACCEPTED');
    if (letter) {
      const source = await (await fetch(`${base}/inbox/${letter.id}/source`)).text();
      return source.replace(/=\r?\n/g, '').match(/\/r\/[A-Za-z0-9_-]+/)[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the invitation was not delivered within half a minute');
}
