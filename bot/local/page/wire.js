// Speaking with the local Telegram: requests out, events in.

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/page/${path}`, options);
  const said = await answer.json().catch(() => ({ description: answer.statusText }));
  if (!answer.ok) throw new Error(said.description || answer.statusText);
  return said;
}

let stream = null;

export function listen(person, hear, state) {
  stream?.close();
  stream = new EventSource(`/page/events?person=${person}`);
  stream.onopen = () => state(true);
  stream.onerror = () => state(false);
  stream.onmessage = (event) => hear(JSON.parse(event.data));
}
