import unittest

from application import application


def get(path):
    answer = []
    body = application({"PATH_INFO": path}, lambda status, _: answer.append(status))
    return answer[0], b"".join(body)


class Shop(unittest.TestCase):
    def test_page(self):
        self.assertIn(b"The shop", get("/")[1])

    def test_health(self):
        self.assertEqual(get("/health")[0], "200 OK")
