def test_the_process_says_that_it_lives(client):
    assert client.get("/healthz").text == "ok\n"


def test_it_is_ready_when_the_tables_are_those_of_this_release(client):
    assert client.get("/readyz").status_code == 200
