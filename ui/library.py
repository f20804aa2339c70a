import streamlit as st


def show() -> None:
    st.html("<h1>Library</h1>")
