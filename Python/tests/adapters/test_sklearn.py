"""`goldcrest.sklearn` against scikit-learn."""

import pickle
import unittest

import numpy as np

import goldcrest

from .fixture import DOCUMENTS, AdapterTest, library

sklearn = library("sklearn")


@unittest.skipUnless(sklearn, "scikit-learn is not installed")
class SklearnTests(AdapterTest):
    section = "scikit-learn"

    def setUp(self) -> None:
        from goldcrest.sklearn import GoldcrestVectorizer

        self.vectorizer = GoldcrestVectorizer(self.path, threads=1, prompt_name="passage")

    def test_it_transforms_lists_arrays_and_series(self) -> None:
        self.assert_rows(self.vectorizer.fit_transform(DOCUMENTS), self.documents)
        self.assert_rows(self.vectorizer.transform(np.array(DOCUMENTS)), self.documents)
        self.assert_rows(self.vectorizer.transform(np.array(DOCUMENTS, dtype=object)), self.documents)

    def test_it_needs_no_fit(self) -> None:
        self.assert_rows(self.vectorizer.transform(DOCUMENTS), self.documents)

    def test_one_string_in_the_place_of_many_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "found one string"):
            self.vectorizer.transform(DOCUMENTS[0])

    def test_a_table_is_not_taken_for_the_names_of_its_columns(self) -> None:
        import pandas as pd

        frame = pd.DataFrame({"text": DOCUMENTS})
        with self.assertRaisesRegex(goldcrest.TextTypeError, "found DataFrame"):
            self.vectorizer.transform(frame)
        self.assert_rows(self.vectorizer.transform(frame["text"]), self.documents)

    def test_a_clone_and_a_pickle_give_the_same_bits(self) -> None:
        from sklearn.base import clone

        self.vectorizer.fit(DOCUMENTS)
        for copy in (clone(self.vectorizer), pickle.loads(pickle.dumps(self.vectorizer))):
            self.assertEqual(copy.get_params(), self.vectorizer.get_params())
            self.assert_rows(copy.transform(DOCUMENTS), self.documents)

    def test_parameters_that_are_set_later_count(self) -> None:
        self.vectorizer.fit(DOCUMENTS).set_params(prompt_name="query", precision="ubinary")
        expected = self.embedder.encode(DOCUMENTS, prompt_name="query", precision="ubinary")
        np.testing.assert_array_equal(self.vectorizer.transform(DOCUMENTS), expected)

    def test_columns_have_names(self) -> None:
        names = self.vectorizer.get_feature_names_out()
        self.assertEqual(len(names), self.documents.shape[1])
        self.assertEqual(names[0], "goldcrestvectorizer0")

    def test_a_pipeline_classifies_and_searches_parameters(self) -> None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GridSearchCV
        from sklearn.pipeline import make_pipeline

        pipeline = make_pipeline(self.vectorizer, LogisticRegression())
        search = GridSearchCV(pipeline, {"goldcrestvectorizer__prompt_name": ["query", "passage"]}, cv=2)
        search.fit(DOCUMENTS * 2, [i % 2 for i in range(len(DOCUMENTS))] * 2)
        self.assertEqual(search.predict(DOCUMENTS).shape, (len(DOCUMENTS),))

    def test_its_section_of_the_guide_runs(self) -> None:
        self.check_section()
