import streamlit as st


def show() -> None:
    st.html("<h1>How it works</h1>")
