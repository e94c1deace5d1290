// Places the order through the API, and says below the form what came of it.
const form = document.querySelector("#order");
const status = document.querySelector("[role=status]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  const line = {
    product: Number(fields.get("product")),
    quantity: Number(fields.get("quantity")),
  };
  const response = await fetch(form.action, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": fields.get("csrfmiddlewaretoken"),
    },
    body: JSON.stringify({ lines: [line] }),
  });
  const answer = await response.json();
  status.textContent = response.ok
    ? `Ordered. That makes ${answer.total}.`
    : `Not ordered: ${JSON.stringify(answer)}`;
});
form.querySelector("button").disabled = false;
